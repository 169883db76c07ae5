"""The invented newsroom that `load_demo` loads: texts and pictures made for this project."""
