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

/// The RPCs of the provider that are served. To any other the server answers UNIMPLEMENTED by itself; generated code
/// that says the same for each of them would be a fiftieth of the binary.
const SERVED: [&str; 24] = [
    "ApplyResourceChange",
    "CallFunction",
    "ConfigureProvider",
    "GenerateResourceConfig",
    "GetFunctions",
    "GetMetadata",
    "GetProviderSchema",
    "GetResourceIdentitySchemas",
    "ImportResourceState",
    "InvokeAction",
    "ListResource",
    "MoveResourceState",
    "PlanAction",
    "PlanResourceChange",
    "ReadDataSource",
    "ReadResource",
    "StopProvider",
    "UpgradeResourceIdentity",
    "UpgradeResourceState",
    "ValidateActionConfig",
    "ValidateDataResourceConfig",
    "ValidateListResourceConfig",
    "ValidateProviderConfig",
    "ValidateResourceConfig",
];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=proto");

    let mut compiler = protox::Compiler::new(["proto"])?;
    compiler.include_imports(true).include_source_info(true);
    compiler.open_files(PROTOS)?;

    // A release is linked at a fixed place: position independence costs a table of half a megabyte, which is read at
    // each of the many starts.
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|it| it == value);
    let gnu = is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu");
    if gnu && is("PROFILE", "release") {
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }

    // The tests compare the numbers of the fields with a list that was written apart from these files.
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(
        out.join("descriptors.bin"),
        compiler.encode_file_descriptor_set(),
    )?;

    let mut files = compiler.file_descriptor_set();
    let services = files.file.iter_mut().flat_map(|it| &mut it.service);
    for service in services.filter(|it| it.name() == "Provider") {
        service.method.retain(|it| SERVED.contains(&it.name()));
    }
    tonic_prost_build::configure()
        .build_client(false)
        // The services of a plugin need not be whole either.
        .generate_default_stubs(true)
        // Values are slices of the message they came in, not copies, ...
        .bytes(".")
        // ... and a map is written in the same order each time.
        .btree_map(".")
        .compile_fds(files)?;
    Ok(())
}
