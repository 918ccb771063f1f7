"""A post's text as it is read aloud in Vietnamese: for loudspeakers and radio (docs/decisions/0028)."""
