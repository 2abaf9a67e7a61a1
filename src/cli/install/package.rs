//! A provider's package: the zip that registries and mirrors hold, and the two hashes by which
//! lock files know it.

use std::io::{self, Cursor, Write as _};

use aws_lc_rs::digest::{self, SHA256};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// A program packed for one platform.
#[derive(Debug)]
pub(super) struct Package {
    /// The zip.
    pub(super) archive: Vec<u8>,
    /// `h1:` of what is in the zip, and `zh:` of the zip itself.
    pub(super) hashes: [String; 2],
}

// === impl Package ===

impl Package {
    /// Packs a program under its name. The same program makes the same bytes, whenever and wherever.
    pub(super) fn of(name: &str, program: &[u8]) -> io::Result<Self> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::with_capacity(program.len() / 2)));
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(6))
            .last_modified_time(DateTime::DEFAULT)
            .unix_permissions(0o755)
            .system(zip::System::Unix);
        zip.start_file(name, options)?;
        zip.write_all(program)?;
        let archive = zip.finish()?.into_inner();
        let hashes = [
            format!("h1:{}", h1(name, program)),
            format!("zh:{}", hex(&sha256(&archive))),
        ];
        Ok(Self { archive, hashes })
    }
}

/// The hash of a folder with one file, as Go's module system defines it: the SHA-256 of a line for
/// each file.
fn h1(name: &str, program: &[u8]) -> String {
    let line = format!("{}  {name}\n", hex(&sha256(program)));
    STANDARD.encode(sha256(line.as_bytes()))
}

fn sha256(bytes: &[u8]) -> Vec<u8> {
    digest::digest(&SHA256, bytes).as_ref().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or_default();
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(digit).collect()
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn the_same_program_makes_the_same_package() {
        let [one, other] = [(); 2].map(|()| Package::of("a_v1", b"text text text").unwrap());
        assert_eq!(one.archive, other.archive);
        let changed = Package::of("a_v1", b"other text").unwrap();
        assert!(one.hashes.iter().all(|it| !changed.hashes.contains(it)));
    }

    #[test]
    fn the_zip_gives_the_program_back_as_one_that_can_be_run() {
        let program = vec![7; 100_000];
        let package = Package::of("a_v1", &program).unwrap();
        assert!(package.archive.len() < 2_000, "{}", package.archive.len());
        let mut zip = zip::ZipArchive::new(Cursor::new(package.archive)).unwrap();
        assert_eq!(zip.len(), 1);
        let mut file = zip.by_name("a_v1").unwrap();
        assert_eq!(file.unix_mode(), Some(0o100_755));
        let mut back = Vec::new();
        file.read_to_end(&mut back).unwrap();
        assert_eq!(back, program);
    }

    /// By `printf '' | sha256sum` and the same of the line, in base64.
    #[test]
    fn the_hashes_are_those_that_other_programs_compute() {
        let package = Package::of("x", b"").unwrap();
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(hex(&sha256(b"")), empty);
        assert_eq!(
            package.hashes[0],
            "h1:8SycVIuU1fH/1G2VHzsokpuA+UdqODTVXPAfUfOl1PQ="
        );
        assert_eq!(
            package.hashes[1],
            format!("zh:{}", hex(&sha256(&package.archive)))
        );
    }
}
