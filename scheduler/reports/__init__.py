"""What came of the work of a period: the figures, and the report in Word, Excel and PDF."""
