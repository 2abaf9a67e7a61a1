//! Unknown values, and what is known about them.
//!
//! A plain unknown value is an extension whose code and payload mean nothing. With code 12 the
//! payload is a map of facts: Terraform and OpenTofu send and read it since 1.6, older ones take
//! any extension for a plain unknown value.

use rmp::{Marker, encode as rmp_write, encode::ByteBuf};

use super::{
    read::{Reader, Token},
    write::write_number,
};
use crate::framework::value::{
    Known, Refinement, encoding::Error, normal::normalized, number::Number, types::Type,
};

/// The code of an extension that holds facts.
const CODE: i8 = 12;
/// A plain unknown value, as Terraform writes it.
const PLAIN: [u8; 3] = [0xd4, 0, 0];
/// Terraform refuses a payload longer than this.
const MAX_PAYLOAD: usize = 1024;
/// Terraform cuts prefixes off here.
const MAX_PREFIX: usize = 256;

/// The payload while it is written.
#[derive(Default)]
struct Facts {
    count: u8,
    written: ByteBuf,
}

const NULL: u8 = 1;
const PREFIX: u8 = 2;
const LOWER: u8 = 3;
const UPPER: u8 = 4;
const MIN_LENGTH: u8 = 5;
const MAX_LENGTH: u8 = 6;

/// Reads the extension that stands for an unknown value of type `ty`.
///
/// Facts not known here, or not about such a type, are passed over.
pub(super) fn decode(code: i8, payload: &[u8], ty: &Type) -> Result<Refinement, Error> {
    if code != CODE || payload.len() <= 1 || *ty == Type::Dynamic {
        return Ok(Refinement::default());
    }
    if payload.len() > MAX_PAYLOAD {
        return Err(Error::new(format!(
            "what is known about an unknown value takes more than {MAX_PAYLOAD} bytes"
        )));
    }
    // Bytes after the map are left for future versions of Terraform, as Terraform itself does.
    let mut reader = Reader::new(payload);
    let Token::Map(facts) = reader.next()? else {
        return Err(malformed());
    };
    let mut known = Known::default();
    for _ in 0..facts {
        let fact = u8::try_from(integer(&mut reader)?).unwrap_or_default();
        match (fact, ty) {
            (NULL, _) => known.null = Some(boolean(&mut reader)?),
            (PREFIX, Type::String) => known.prefix = prefix(&mut reader)?,
            (LOWER, Type::Number) => known.lower = Some(bound(&mut reader)?),
            (UPPER, Type::Number) => known.upper = Some(bound(&mut reader)?),
            (MIN_LENGTH, Type::List(_) | Type::Set(_) | Type::Map(_)) => {
                known.min_length = Some(integer(&mut reader)?);
            }
            (MAX_LENGTH, Type::List(_) | Type::Set(_) | Type::Map(_)) => {
                known.max_length = Some(integer(&mut reader)?);
            }
            _ => reader.skip()?,
        }
    }
    Ok(Refinement::new(known))
}

/// Writes an unknown value of type `ty`, with those facts that Terraform accepts about it.
pub(super) fn encode(out: &mut ByteBuf, refinement: &Refinement, ty: &Type) {
    if let Some(facts) = refinement.known().and_then(|known| facts(known, ty)) {
        let length = u32::try_from(facts.len()).unwrap_or(u32::MAX);
        let Ok(_) = rmp_write::write_ext_meta(out, length, CODE);
        out.as_mut_vec().extend(facts);
    } else {
        out.as_mut_vec().extend(PLAIN);
    }
}

/// The payload, unless it would be empty, too long, or contradict itself.
fn facts(known: &Known, ty: &Type) -> Option<Vec<u8>> {
    if !is_consistent(known) {
        return None;
    }
    let mut facts = Facts::default();
    if let Some(null) = known.null {
        facts.start(NULL);
        let Ok(()) = rmp_write::write_bool(&mut facts.written, null);
    }
    match ty {
        Type::Dynamic => return None,
        Type::String => {
            let prefix = cut(known.prefix.as_deref().unwrap_or_default());
            if !prefix.is_empty() {
                facts.start(PREFIX);
                let Ok(()) = rmp_write::write_str(&mut facts.written, prefix);
            }
        }
        Type::Number => {
            let bounds = [(LOWER, &known.lower), (UPPER, &known.upper)];
            for (fact, bound) in bounds {
                if let Some((number, inclusive)) = bound {
                    facts.start(fact);
                    let Ok(_) = rmp_write::write_array_len(&mut facts.written, 2);
                    write_number(&mut facts.written, number);
                    let Ok(()) = rmp_write::write_bool(&mut facts.written, *inclusive);
                }
            }
        }
        Type::List(_) | Type::Set(_) | Type::Map(_) => {
            let bounds = [
                (MIN_LENGTH, known.min_length),
                (MAX_LENGTH, known.max_length),
            ];
            for (fact, bound) in bounds {
                if let Some(length) = bound {
                    facts.start(fact);
                    let Ok(_) = rmp_write::write_sint(&mut facts.written, length);
                }
            }
        }
        Type::Bool | Type::Tuple(_) | Type::Object(_) => {}
    }
    facts.finish()
}

/// Whether the facts leave room for a value. Those that do not are no use to Terraform, which refuses
/// or mishandles them.
fn is_consistent(known: &Known) -> bool {
    let lengths = known.min_length.unwrap_or(0)..=known.max_length.unwrap_or(i64::MAX);
    let numbers = match (&known.lower, &known.upper) {
        (Some((lower, true)), Some((upper, true))) => lower <= upper,
        (Some((lower, _)), Some((upper, _))) => lower < upper,
        _ => true,
    };
    *lengths.start() >= 0 && !lengths.is_empty() && numbers && known.null != Some(true)
}

/// The start of `prefix` that Terraform would keep.
fn cut(prefix: &str) -> &str {
    &prefix[..prefix.floor_char_boundary(MAX_PREFIX)]
}

fn integer(reader: &mut Reader<'_>) -> Result<i64, Error> {
    match reader.next()? {
        Token::Number(it) => it.as_i64().ok_or_else(malformed),
        _ => Err(malformed()),
    }
}

fn boolean(reader: &mut Reader<'_>) -> Result<bool, Error> {
    match reader.next()? {
        Token::Bool(it) => Ok(it),
        _ => Err(malformed()),
    }
}

fn prefix(reader: &mut Reader<'_>) -> Result<Option<String>, Error> {
    match reader.next()? {
        Token::Text("") => Ok(None),
        Token::Text(it) => Ok(Some(normalized(it))),
        _ => Err(malformed()),
    }
}

fn bound(reader: &mut Reader<'_>) -> Result<(Number, bool), Error> {
    if reader.next()? != Token::Array(2) {
        return Err(malformed());
    }
    let number = match reader.next()? {
        Token::Number(it) => it,
        Token::Text(text) => Number::parse(text).map_err(|it| Error::new(it.to_string()))?,
        _ => return Err(malformed()),
    };
    Ok((number, boolean(reader)?))
}

fn malformed() -> Error {
    Error::new("what is known about an unknown value is not in the form of Terraform")
}

// === impl Facts ===

impl Facts {
    fn start(&mut self, fact: u8) {
        self.count += 1;
        let Ok(()) = rmp_write::write_pfix(&mut self.written, fact);
    }

    fn finish(self) -> Option<Vec<u8>> {
        let payload = [
            &[Marker::FixMap(self.count).to_u8()],
            self.written.as_slice(),
        ]
        .concat();
        (self.count > 0 && payload.len() <= MAX_PAYLOAD).then_some(payload)
    }
}
