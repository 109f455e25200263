"""The facilities' recipes: load them, and try one."""
