"""What readers see of a conversation: its order, its picks, its feed."""
