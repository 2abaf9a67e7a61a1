//! Numbers, text and lengths, as MessagePack.

use rmp::{encode as rmp_write, encode::ByteBuf};

use crate::framework::value::{encoding::Error, number::Number};

/// As Terraform does: the shortest integer, a float where one is exact, else decimal text.
pub(super) fn write_number(out: &mut ByteBuf, number: &Number) {
    if let Some(integer) = number.as_i64() {
        let Ok(_) = rmp_write::write_sint(out, integer);
    } else if let (false, Some(float)) = (number.is_integer(), number.as_exact_f64()) {
        let Ok(()) = rmp_write::write_f64(out, float);
    } else {
        let Ok(()) = rmp_write::write_str(out, &number.to_string());
    }
}

pub(super) fn write_string(out: &mut ByteBuf, text: &str) -> Result<(), Error> {
    let Ok(_) = rmp_write::write_str_len(out, length(text.len())?);
    out.as_mut_vec().extend(text.as_bytes());
    Ok(())
}

pub(super) fn length(it: usize) -> Result<u32, Error> {
    u32::try_from(it).map_err(|_| Error::new("the value is too long for MessagePack"))
}
