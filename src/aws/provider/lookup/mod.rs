//! Where values come from that the block does not give: the environment, shared files, the machine.

pub(crate) mod environment;
pub(crate) mod files;
pub(crate) mod machine;
