"""What a row must be like, format by format: each rule a small function that names the faults it sees."""
