//! From JSON to values.

use std::{borrow::Cow, collections::BTreeMap};

use super::syntax::{self, Json};
use crate::framework::value::{
    Value,
    encoding::{Budget, Error, collect},
    normal::normalized,
    number::Number,
    path::{Path, Step},
    types::Type,
};

/// Gives parsed JSON its meaning.
struct Decoder {
    budget: Budget,
    dropped: Vec<Path>,
}

/// Reads a value of type `ty`, and says which attributes it dropped because the type lacks them.
///
/// Attributes that the document lacks become null. As in Terraform, a number or a bool may be
/// written as a string and the other way round, for attributes whose type has changed.
pub fn decode(json: &[u8], ty: &Type) -> Result<(Value, Vec<Path>), Error> {
    let mut budget = Budget::new();
    let parsed = syntax::parse(json, &mut budget)?;
    let mut decoder = Decoder {
        budget,
        dropped: Vec::new(),
    };
    let value = decoder.value(parsed, ty)?;
    // The elements of a set share one path, and often what they lack.
    let mut dropped = decoder.dropped;
    dropped.sort_unstable();
    dropped.dedup();
    Ok((value, dropped))
}

// === impl Decoder ===

impl Decoder {
    fn value(&mut self, json: Json<'_>, ty: &Type) -> Result<Value, Error> {
        match (ty, json) {
            (_, Json::Null) => Ok(Value::Null),
            (Type::Bool, Json::Bool(it)) => Ok(Value::Bool(it)),
            (Type::Bool, Json::Text(text)) => match &*text {
                "true" => Ok(Value::Bool(true)),
                "false" => Ok(Value::Bool(false)),
                _ => Err(Error::mismatch(ty, "other text")),
            },
            (Type::Number, Json::Number(text)) => number(&text),
            (Type::Number, Json::Text(text)) => number(&text),
            (Type::String, Json::Text(text)) => Ok(Value::String(normalized(text))),
            (Type::String, Json::Number(text)) => Ok(Value::String(text)),
            (Type::String, Json::Bool(it)) => Ok(Value::String(it.to_string())),
            (Type::List(of), Json::Array(items)) => self.list(items, |_| of).map(Value::List),
            (Type::Set(of), Json::Array(items)) => {
                let items = items.into_iter().map(|it| self.value(it, of));
                Ok(Value::set(items.collect::<Result<_, _>>()?))
            }
            (Type::Tuple(types), Json::Array(items)) if items.len() == types.len() => {
                self.list(items, |index| &types[index]).map(Value::List)
            }
            (Type::Tuple(_), Json::Array(items)) => Err(Error::wrong_length(ty, items.len())),
            (Type::Map(of), Json::Object(entries)) => self.map(entries, of),
            (Type::Object(types), Json::Object(entries)) => self.object(entries, types),
            (Type::Dynamic, Json::Object(entries)) => self.dynamic(entries),
            (_, other) => Err(Error::mismatch(ty, other.kind())),
        }
    }

    /// A value inside the one being read, one step away from it.
    fn inner(
        &mut self,
        json: Json<'_>,
        ty: &Type,
        step: impl Fn() -> Step,
    ) -> Result<Value, Error> {
        let before = self.dropped.len();
        let value = self.value(json, ty).map_err(|it| it.below(step()))?;
        for path in &mut self.dropped[before..] {
            path.prepend(step());
        }
        Ok(value)
    }

    fn list<'t>(
        &mut self,
        items: Vec<Json<'_>>,
        ty: impl Fn(usize) -> &'t Type,
    ) -> Result<Vec<Value>, Error> {
        let items = items.into_iter().enumerate();
        items
            .map(|(index, item)| self.inner(item, ty(index), || Step::nth(index)))
            .collect()
    }

    fn map(&mut self, entries: Vec<(Cow<'_, str>, Json<'_>)>, of: &Type) -> Result<Value, Error> {
        let mut map = Vec::with_capacity(entries.len());
        for (key, json) in entries {
            let key = normalized(key);
            let value = self.inner(json, of, || Step::Key(key.clone()))?;
            map.push((key, value));
        }
        collect(map).map(Value::Map)
    }

    fn object(
        &mut self,
        entries: Vec<(Cow<'_, str>, Json<'_>)>,
        types: &BTreeMap<String, Type>,
    ) -> Result<Value, Error> {
        // A small object may lack many attributes, which then take memory as nulls.
        self.budget.spend(types.len())?;
        let mut attributes = Vec::with_capacity(types.len());
        for (name, json) in entries {
            let name = normalized(name);
            if let Some(ty) = types.get(&name) {
                let value = self.inner(json, ty, || Step::Attribute(name.clone()))?;
                attributes.push((name, value));
            } else {
                self.dropped.push(Path::root().attribute(&name));
            }
        }
        let mut attributes = collect(attributes)?;
        if attributes.len() < types.len() {
            for name in types.keys() {
                if !attributes.contains_key(name) {
                    attributes.insert(name.clone(), Value::Null);
                }
            }
        }
        Ok(Value::Object(attributes))
    }

    fn dynamic(&mut self, entries: Vec<(Cow<'_, str>, Json<'_>)>) -> Result<Value, Error> {
        let (mut value, mut ty) = (None, None);
        for (name, json) in entries {
            let part = match &*name {
                "value" => &mut value,
                "type" => &mut ty,
                _ => return Err(wrapper_expected()),
            };
            if part.replace(json).is_some() {
                return Err(wrapper_expected());
            }
        }
        let (Some(value), Some(ty)) = (value, ty) else {
            return Err(wrapper_expected());
        };
        let ty = Type::from_parsed(ty)?;
        let value = self.value(value, &ty)?;
        Ok(Value::dynamic(ty, value))
    }
}

fn number(text: &str) -> Result<Value, Error> {
    let number = Number::parse(text).map_err(|it| Error::new(it.to_string()))?;
    Ok(Value::Number(number))
}

fn wrapper_expected() -> Error {
    Error::new("expected an object of \"type\" and \"value\", each once")
}
