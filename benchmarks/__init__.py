"""How fast it is: each figure with its ratio to a reference measured in the same run."""
