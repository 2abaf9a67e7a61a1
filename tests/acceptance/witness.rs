//! Programs that nobody here wrote, as witnesses: boto3 drives the emulator, and asks it and moto
//! where they differ. The provider drives moto in the scenarios themselves (`places.rs`).
//!
//! Both are Python packages, which the tests install by pip into an environment of their own, below
//! the folder in which cargo keeps temporary files of tests. Nothing else of Python is touched. Who
//! cannot or does not want to have that sets `AWSLAMBDA_TEST_LEAVE_OUT` to `python`.

mod boto3;
mod differences;
mod ruler;
