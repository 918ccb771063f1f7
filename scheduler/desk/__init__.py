"""The desk: the staff's local web page."""
