"""What is read about contracts and their schedule."""
