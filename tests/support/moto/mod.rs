//! moto, an emulator of AWS that nobody here wrote, as a place to run tests in.
//!
//! One process serves all tests of a program. Each test reaches it through a proxy of its own, which
//! gives it an account of its own, makes what a call names before the call (`things.rs`: moto refuses
//! a mapping of a queue that is not there), records the calls, and lets them go wrong on order.

mod proxy;
mod server;
mod things;

pub(crate) use proxy::Proxy;
