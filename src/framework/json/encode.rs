//! From values to JSON.

use crate::framework::value::{
    Value,
    encoding::{Error, attributes_differ},
    path::Step,
    types::Type,
};

/// Writes a value of type `ty`, without white space and with sorted names.
///
/// Fails if the value is not of that type, or not wholly known.
pub fn encode(value: &Value, ty: &Type) -> Result<Vec<u8>, Error> {
    let mut json = Vec::new();
    write(&mut json, value, ty)?;
    Ok(json)
}

fn write(json: &mut Vec<u8>, value: &Value, ty: &Type) -> Result<(), Error> {
    match (ty, value) {
        (_, Value::Null) => json.extend(b"null"),
        (_, Value::Unknown(_)) => return Err(Error::new("an unknown value cannot be stored")),
        (Type::Bool, Value::Bool(it)) => json.extend(it.to_string().into_bytes()),
        (Type::Number, Value::Number(it)) => json.extend(it.to_string().into_bytes()),
        (Type::String, Value::String(it)) => write_string(json, it)?,
        (Type::List(of), Value::List(items)) => {
            write_list(json, items.iter().map(|it| (&**of, it)), Error::below_nth)?;
        }
        (Type::Set(of), Value::Set(items)) => {
            write_list(json, items.iter().map(|it| (&**of, it)), |it, _| it)?;
        }
        (Type::Tuple(types), Value::List(items)) if types.len() == items.len() => {
            write_list(json, types.iter().zip(items), Error::below_nth)?;
        }
        (Type::Tuple(_), Value::List(items)) => {
            return Err(Error::wrong_length(ty, items.len()));
        }
        (Type::Map(of), Value::Map(entries)) => {
            let entries = entries.iter().map(|(key, it)| (key, &**of, it));
            write_entries(json, entries, Step::Key)?;
        }
        (Type::Object(types), Value::Object(attributes)) => {
            if !types.keys().eq(attributes.keys()) {
                return Err(attributes_differ(types, attributes));
            }
            let entries = types.iter().zip(attributes.values());
            let entries = entries.map(|((name, ty), it)| (name, ty, it));
            write_entries(json, entries, Step::Attribute)?;
        }
        (Type::Dynamic, Value::Dynamic(typed)) => {
            let (ty, value) = typed.as_ref();
            json.extend(b"{\"value\":");
            write(json, value, ty)?;
            json.extend(b",\"type\":");
            json.extend(ty.to_json().into_bytes());
            json.push(b'}');
        }
        (_, other) => return Err(Error::mismatch(ty, other.kind())),
    }
    Ok(())
}

fn write_list<'a>(
    json: &mut Vec<u8>,
    items: impl Iterator<Item = (&'a Type, &'a Value)>,
    locate: impl Fn(Error, usize) -> Error,
) -> Result<(), Error> {
    json.push(b'[');
    for (index, (ty, item)) in items.enumerate() {
        if index > 0 {
            json.push(b',');
        }
        write(json, item, ty).map_err(|it| locate(it, index))?;
    }
    json.push(b']');
    Ok(())
}

fn write_entries<'a>(
    json: &mut Vec<u8>,
    entries: impl Iterator<Item = (&'a String, &'a Type, &'a Value)>,
    step: impl Fn(String) -> Step,
) -> Result<(), Error> {
    json.push(b'{');
    for (position, (name, ty, value)) in entries.enumerate() {
        if position > 0 {
            json.push(b',');
        }
        write_string(json, name)?;
        json.push(b':');
        write(json, value, ty).map_err(|it| it.below(step(name.clone())))?;
    }
    json.push(b'}');
    Ok(())
}

fn write_string(json: &mut Vec<u8>, text: &str) -> Result<(), Error> {
    serde_json::to_writer(json, text).map_err(|it| Error::new(it.to_string()))
}
