"""What a moderator does with a comment or its writer, and what the desk answers."""
