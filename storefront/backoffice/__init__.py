"""The merchant's shell: menu, start page, payments, money to resolve, system state."""
