//! MessagePack as it is written, before a type gives it a meaning.

use rmp::Marker;

use crate::framework::value::{encoding::Error, number::Number};

/// The rest of a document.
#[derive(Debug)]
pub(super) struct Reader<'a>(&'a [u8]);

/// A value, or the head of a list or map whose parts follow it.
#[derive(Debug, PartialEq)]
pub(super) enum Token<'a> {
    Nil,
    Bool(bool),
    Number(Number),
    Text(&'a str),
    Binary(&'a [u8]),
    /// With the count of items that follow; there is at least a byte left for each.
    Array(usize),
    /// With the count of entries that follow; there are at least two bytes left for each.
    Map(usize),
    /// With its code and its payload.
    Extension(i8, &'a [u8]),
}

// === impl Token ===

impl Token<'_> {
    /// The name of its type, for use in a sentence.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Nil => "null",
            Self::Bool(_) => "a bool",
            Self::Number(_) => "a number",
            Self::Text(_) => "a string",
            Self::Binary(_) => "binary data",
            Self::Array(_) => "a list",
            Self::Map(_) => "a map or an object",
            Self::Extension(..) => "an unknown value",
        }
    }
}

// === impl Reader ===

impl<'a> Reader<'a> {
    pub(super) fn new(document: &'a [u8]) -> Self {
        Self(document)
    }

    /// Ends the reading: nothing may be left.
    pub(super) fn finish(self) -> Result<(), Error> {
        match self.0.len() {
            0 => Ok(()),
            left => Err(Error::new(format!(
                "the document goes on for {left} bytes after its end"
            ))),
        }
    }

    /// The next token.
    pub(super) fn next(&mut self) -> Result<Token<'a>, Error> {
        Ok(match Marker::from_u8(self.u8()?) {
            Marker::Null => Token::Nil,
            Marker::False => Token::Bool(false),
            Marker::True => Token::Bool(true),

            Marker::FixPos(it) => integer(it),
            Marker::FixNeg(it) => integer(it),
            Marker::U8 => integer(self.u8()?),
            Marker::U16 => integer(self.u16()?),
            Marker::U32 => integer(self.u32()?),
            Marker::U64 => Token::Number(u64::from_be_bytes(self.array()?).into()),
            Marker::I8 => integer(i8::from_be_bytes(self.array()?)),
            Marker::I16 => integer(i16::from_be_bytes(self.array()?)),
            Marker::I32 => integer(i32::from_be_bytes(self.array()?)),
            Marker::I64 => integer(i64::from_be_bytes(self.array()?)),
            Marker::F32 => float(f32::from_be_bytes(self.array()?).into())?,
            Marker::F64 => float(f64::from_be_bytes(self.array()?))?,

            Marker::FixStr(length) => self.text(length.into())?,
            Marker::Str8 => self.u8().and_then(|it| self.text(it.into()))?,
            Marker::Str16 => self.u16().and_then(|it| self.text(it.into()))?,
            Marker::Str32 => self.u32().and_then(|it| self.text(it))?,
            Marker::Bin8 => self.u8().and_then(|it| self.binary(it.into()))?,
            Marker::Bin16 => self.u16().and_then(|it| self.binary(it.into()))?,
            Marker::Bin32 => self.u32().and_then(|it| self.binary(it))?,

            Marker::FixArray(length) => Token::Array(self.count(length.into(), 1)?),
            Marker::Array16 => self
                .u16()
                .and_then(|it| self.count(it.into(), 1))
                .map(Token::Array)?,
            Marker::Array32 => self
                .u32()
                .and_then(|it| self.count(it, 1))
                .map(Token::Array)?,
            Marker::FixMap(length) => Token::Map(self.count(length.into(), 2)?),
            Marker::Map16 => self
                .u16()
                .and_then(|it| self.count(it.into(), 2))
                .map(Token::Map)?,
            Marker::Map32 => self
                .u32()
                .and_then(|it| self.count(it, 2))
                .map(Token::Map)?,

            Marker::FixExt1 => self.extension(1)?,
            Marker::FixExt2 => self.extension(2)?,
            Marker::FixExt4 => self.extension(4)?,
            Marker::FixExt8 => self.extension(8)?,
            Marker::FixExt16 => self.extension(16)?,
            Marker::Ext8 => self.u8().and_then(|it| self.extension(it.into()))?,
            Marker::Ext16 => self.u16().and_then(|it| self.extension(it.into()))?,
            Marker::Ext32 => self.u32().and_then(|it| self.extension(it))?,

            Marker::Reserved => return Err(Error::new("the byte c1 means nothing in MessagePack")),
        })
    }

    /// Leaves out the next value, however many tokens it has.
    pub(super) fn skip(&mut self) -> Result<(), Error> {
        let mut left = 1_usize;
        while left > 0 {
            left -= 1;
            left += match self.next()? {
                Token::Array(items) => items,
                Token::Map(entries) => 2 * entries,
                _ => 0,
            };
        }
        Ok(())
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        let (taken, rest) = self.0.split_first_chunk().ok_or_else(cut_short)?;
        self.0 = rest;
        Ok(*taken)
    }

    fn u8(&mut self) -> Result<u8, Error> {
        self.array().map(u8::from_be_bytes)
    }

    fn u16(&mut self) -> Result<u16, Error> {
        self.array().map(u16::from_be_bytes)
    }

    fn u32(&mut self) -> Result<u32, Error> {
        self.array().map(u32::from_be_bytes)
    }

    fn bytes(&mut self, length: u32) -> Result<&'a [u8], Error> {
        let (taken, rest) = usize::try_from(length)
            .ok()
            .and_then(|length| self.0.split_at_checked(length))
            .ok_or_else(cut_short)?;
        self.0 = rest;
        Ok(taken)
    }

    fn text(&mut self, length: u32) -> Result<Token<'a>, Error> {
        std::str::from_utf8(self.bytes(length)?)
            .map(Token::Text)
            .map_err(|_| Error::new("a string is not valid UTF-8"))
    }

    fn binary(&mut self, length: u32) -> Result<Token<'a>, Error> {
        self.bytes(length).map(Token::Binary)
    }

    fn extension(&mut self, length: u32) -> Result<Token<'a>, Error> {
        let code = i8::from_be_bytes(self.array()?);
        Ok(Token::Extension(code, self.bytes(length)?))
    }

    /// The length of a list or map. An error if the rest of the bytes cannot hold that many parts.
    fn count(&self, length: u32, least_bytes: usize) -> Result<usize, Error> {
        usize::try_from(length)
            .ok()
            .filter(|length| *length <= self.0.len() / least_bytes)
            .ok_or_else(cut_short)
    }
}

fn integer(it: impl Into<i64>) -> Token<'static> {
    Token::Number(Number::from(it.into()))
}

fn float(it: f64) -> Result<Token<'static>, Error> {
    Number::from_f64(it)
        .map(Token::Number)
        .map_err(|it| Error::new(it.to_string()))
}

fn cut_short() -> Error {
    Error::new("the document ends in the middle of a value")
}
