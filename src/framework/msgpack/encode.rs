//! From values to MessagePack.

use rmp::{encode as rmp_write, encode::ByteBuf};

use super::{
    refinement,
    write::{length, write_number, write_string},
};
use crate::framework::value::{
    Value,
    encoding::{Error, attributes_differ},
    path::Step,
    types::Type,
};

/// Writes a value of type `ty`, with sorted names.
///
/// Fails if the value is not of that type.
pub fn encode(value: &Value, ty: &Type) -> Result<Vec<u8>, Error> {
    let mut out = ByteBuf::new();
    write_value(&mut out, value, ty)?;
    Ok(out.into_vec())
}

fn write_value(out: &mut ByteBuf, value: &Value, ty: &Type) -> Result<(), Error> {
    match (ty, value) {
        (_, Value::Null) => {
            let Ok(()) = rmp_write::write_nil(out);
        }
        (_, Value::Unknown(refinement)) => refinement::encode(out, refinement, ty),
        (Type::Bool, Value::Bool(it)) => {
            let Ok(()) = rmp_write::write_bool(out, *it);
        }
        (Type::Number, Value::Number(it)) => write_number(out, it),
        (Type::String, Value::String(it)) => write_string(out, it)?,
        (Type::List(of), Value::List(items)) => {
            write_list(out, items.iter().map(|it| (&**of, it)), Error::below_nth)?;
        }
        (Type::Set(of), Value::Set(items)) => {
            write_list(out, items.iter().map(|it| (&**of, it)), |it, _| it)?;
        }
        (Type::Tuple(types), Value::List(items)) if types.len() == items.len() => {
            write_list(out, types.iter().zip(items), Error::below_nth)?;
        }
        (Type::Tuple(_), Value::List(items)) => {
            return Err(Error::wrong_length(ty, items.len()));
        }
        (Type::Map(of), Value::Map(entries)) => {
            let entries = entries.iter().map(|(key, it)| (key, &**of, it));
            write_entries(out, entries, Step::Key)?;
        }
        (Type::Object(types), Value::Object(attributes)) => {
            if !types.keys().eq(attributes.keys()) {
                return Err(attributes_differ(types, attributes));
            }
            let entries = types.iter().zip(attributes.values());
            let entries = entries.map(|((name, ty), it)| (name, ty, it));
            write_entries(out, entries, Step::Attribute)?;
        }
        (Type::Dynamic, Value::Dynamic(typed)) => {
            let (ty, value) = typed.as_ref();
            let Ok(_) = rmp_write::write_array_len(out, 2);
            let json = ty.to_json();
            let Ok(_) = rmp_write::write_bin_len(out, length(json.len())?);
            out.as_mut_vec().extend(json.into_bytes());
            write_value(out, value, ty)?;
        }
        (_, other) => return Err(Error::mismatch(ty, other.kind())),
    }
    Ok(())
}

fn write_list<'a>(
    out: &mut ByteBuf,
    items: impl ExactSizeIterator<Item = (&'a Type, &'a Value)>,
    locate: impl Fn(Error, usize) -> Error,
) -> Result<(), Error> {
    let Ok(_) = rmp_write::write_array_len(out, length(items.len())?);
    for (index, (ty, item)) in items.enumerate() {
        write_value(out, item, ty).map_err(|it| locate(it, index))?;
    }
    Ok(())
}

fn write_entries<'a>(
    out: &mut ByteBuf,
    entries: impl ExactSizeIterator<Item = (&'a String, &'a Type, &'a Value)>,
    step: impl Fn(String) -> Step,
) -> Result<(), Error> {
    let Ok(_) = rmp_write::write_map_len(out, length(entries.len())?);
    for (name, ty, value) in entries {
        write_string(out, name)?;
        write_value(out, value, ty).map_err(|it| it.below(step(name.clone())))?;
    }
    Ok(())
}
