//! Turns `proto/` into Rust with protox, so that nobody has to install `protoc`.

use std::error::Error;
use std::path::PathBuf;
use std::{env, fs};

const PROTOS: [&str; 5] = [
    "tfplugin6.proto",
    "grpc_controller.proto",
    "grpc_broker.proto",
    "grpc_stdio.proto",
    "health.proto",
];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=proto");

    let mut compiler = protox::Compiler::new(["proto"])?;
    compiler.include_imports(true).include_source_info(true);
    compiler.open_files(PROTOS)?;

    // A release is linked at a fixed place: position independence costs a table of half a megabyte, which is read at
    // each of the many starts.
    let linux = env::var("CARGO_CFG_TARGET_OS").is_ok_and(|it| it == "linux");
    if linux && env::var("PROFILE").is_ok_and(|it| it == "release") {
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }

    // The tests compare the numbers of the fields with a list that was written apart from these files.
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(
        out.join("descriptors.bin"),
        compiler.encode_file_descriptor_set(),
    )?;

    tonic_prost_build::configure()
        .build_client(false)
        // An RPC that we do not serve answers UNIMPLEMENTED.
        .generate_default_stubs(true)
        // Values are slices of the message they came in, not copies, ...
        .bytes(".")
        // ... and a map is written in the same order each time.
        .btree_map(".")
        .compile_fds(compiler.file_descriptor_set())?;
    Ok(())
}
