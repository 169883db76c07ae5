"""The pages of the desk: the review queue, one comment, live news, exports, views to keep."""
