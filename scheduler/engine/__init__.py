"""Engine: who calls the courier, and when."""
