//! Nothing is ever lost: every call fails in every way, processes are killed and stopped, and in the
//! end each mapping exists once, is in the state, and was replaced by nobody's fault.
//!
//! What moto can serve of it happens there, too, behind a proxy that lets the calls fail: moto takes the
//! second mapping that Lambda refuses, so nothing but the provider's own care keeps each mapping single.
//!
//! Most of it plays Terraform's part over gRPC, which is faster; where Terraform's own state counts,
//! the real one runs. Two variables of the environment make the random runs longer:
//! `AWSLAMBDA_FAULT_SEEDS` is how many there are, `AWSLAMBDA_FAULT_FIRST` the first of them.

mod answers;
mod conflicts;
mod core;
mod guide;
mod kills;
mod matrix;
mod random;
mod retries;
mod shared;
