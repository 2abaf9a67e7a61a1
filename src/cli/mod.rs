//! What the binary does when a person starts it.

pub mod emulator;
