"""The same calendar as Excel: `writing.workbook` makes one, `reading` and `importing` bring one in."""
