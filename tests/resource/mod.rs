//! The resource against the emulator, in one process: every argument of every kind of source.

mod actions;
mod adoption;
mod allocations;
mod arguments;
mod data;
mod drift;
mod fixed;
mod hostile;
mod imports;
mod limits;
mod random;
mod shared;
mod tagged;
mod world;
