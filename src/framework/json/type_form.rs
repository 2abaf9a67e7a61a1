//! The JSON form of types: `"string"`, `["list","number"]`, and so on.

use std::collections::BTreeMap;

use super::syntax::{self, Json};
use crate::framework::value::{
    encoding::{Budget, Error, quoted},
    normal::normalized,
    types::Type,
};

impl Type {
    /// The type in Terraform's JSON form, without white space.
    pub fn to_json(&self) -> String {
        let mut json = String::new();
        self.write_json(&mut json);
        json
    }

    /// Reads the JSON form. An object may name its optional attributes in a third part. That part is
    /// ignored: only Terraform's own language uses it.
    pub fn from_json(json: &[u8]) -> Result<Self, Error> {
        Self::from_json_within(json, &mut Budget::new())
    }

    /// Reads a type that is part of a larger document.
    pub(crate) fn from_json_within(json: &[u8], budget: &mut Budget) -> Result<Self, Error> {
        Self::from_parsed(syntax::parse(json, budget)?)
    }

    /// The type that parsed JSON stands for.
    pub(crate) fn from_parsed(json: Json<'_>) -> Result<Self, Error> {
        match json {
            Json::Text(name) => match &*name {
                "bool" => Ok(Self::Bool),
                "number" => Ok(Self::Number),
                "string" => Ok(Self::String),
                "dynamic" => Ok(Self::Dynamic),
                _ => Err(Error::new("expected the name of a type, found other text")),
            },
            Json::Array(parts) => Self::from_parts(parts),
            other => Err(Error::new(format!(
                "expected a type, found {}",
                other.kind()
            ))),
        }
    }

    fn from_parts(parts: Vec<Json<'_>>) -> Result<Self, Error> {
        let mut parts = parts.into_iter();
        let ty = match (parts.next(), parts.next()) {
            (Some(Json::Text(kind)), Some(of)) => match (&*kind, of) {
                ("list", of) => Self::List(Box::new(Self::from_parsed(of)?)),
                ("set", of) => Self::Set(Box::new(Self::from_parsed(of)?)),
                ("map", of) => Self::Map(Box::new(Self::from_parsed(of)?)),
                ("tuple", Json::Array(types)) => {
                    let types = types.into_iter().map(Self::from_parsed);
                    Self::Tuple(types.collect::<Result<_, _>>()?)
                }
                ("object", Json::Object(attributes)) => {
                    skip_optional_names(parts.next())?;
                    Self::from_attributes(attributes)?
                }
                _ => return Err(Error::new("expected a kind of type and what it is made of")),
            },
            _ => return Err(Error::new("expected a kind of type and what it is made of")),
        };
        match parts.next() {
            None => Ok(ty),
            Some(_) => Err(Error::new("a type has more parts than it should")),
        }
    }

    fn from_attributes(
        attributes: Vec<(std::borrow::Cow<'_, str>, Json<'_>)>,
    ) -> Result<Self, Error> {
        let mut types = BTreeMap::new();
        for (name, of) in attributes {
            let name = normalized(name);
            let ty = Self::from_parsed(of)?;
            if types.contains_key(&name) {
                return Err(Error::new(format!(
                    "a type has the attribute {} twice",
                    quoted(&name)
                )));
            }
            types.insert(name, ty);
        }
        Ok(Self::Object(types))
    }

    fn write_json(&self, out: &mut String) {
        match self {
            Self::Bool => out.push_str("\"bool\""),
            Self::Number => out.push_str("\"number\""),
            Self::String => out.push_str("\"string\""),
            Self::Dynamic => out.push_str("\"dynamic\""),
            Self::List(of) => write_parts(out, "list", |out| of.write_json(out)),
            Self::Set(of) => write_parts(out, "set", |out| of.write_json(out)),
            Self::Map(of) => write_parts(out, "map", |out| of.write_json(out)),
            Self::Tuple(types) => write_parts(out, "tuple", |out| {
                out.push('[');
                for (position, ty) in types.iter().enumerate() {
                    out.push_str(if position == 0 { "" } else { "," });
                    ty.write_json(out);
                }
                out.push(']');
            }),
            Self::Object(types) => write_parts(out, "object", |out| {
                out.push('{');
                for (position, (name, ty)) in types.iter().enumerate() {
                    out.push_str(if position == 0 { "" } else { "," });
                    out.push_str(&serde_json::Value::from(name.as_str()).to_string());
                    out.push(':');
                    ty.write_json(out);
                }
                out.push('}');
            }),
        }
    }
}

fn skip_optional_names(names: Option<Json<'_>>) -> Result<(), Error> {
    match names {
        None => Ok(()),
        Some(Json::Array(names)) if names.iter().all(|it| matches!(it, Json::Text(_))) => Ok(()),
        Some(_) => Err(Error::new(
            "the optional attributes of a type are no list of names",
        )),
    }
}

fn write_parts(out: &mut String, kind: &str, of: impl FnOnce(&mut String)) {
    out.push_str("[\"");
    out.push_str(kind);
    out.push_str("\",");
    of(out);
    out.push(']');
}

#[cfg(test)]
mod tests;
