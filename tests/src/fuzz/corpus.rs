//! Packs the inputs of a target into one file: for each, its length in four little-endian bytes,
//! then its bytes.

use std::path::PathBuf;

use crate::markdown;

/// Returns the inputs in a packed file.
///
/// # Errors
///
/// If the file ends inside an input.
pub fn unpack_inputs(mut bytes: &[u8]) -> Result<Vec<Vec<u8>>, String> {
    let mut inputs = Vec::new();
    while let Some((length, rest)) = bytes.split_first_chunk::<4>() {
        let length = usize::try_from(u32::from_le_bytes(*length)).unwrap_or(usize::MAX);
        let input = rest.get(..length).ok_or("the file ends inside an input")?;
        inputs.push(input.to_vec());
        bytes = rest.get(length..).unwrap_or_default();
    }
    if bytes.is_empty() { Ok(inputs) } else { Err("the file ends inside a length".to_owned()) }
}

/// Packs some inputs into a file, without duplicates, the shortest first.
#[must_use]
pub fn pack_inputs(mut inputs: Vec<Vec<u8>>) -> Vec<u8> {
    inputs.sort_by(|a, b| (a.len(), a).cmp(&(b.len(), b)));
    inputs.dedup();
    let mut bytes = Vec::new();
    for input in inputs {
        if let Ok(length) = u32::try_from(input.len()) {
            bytes.extend(length.to_le_bytes());
            bytes.extend(input);
        }
    }
    bytes
}

/// Reads the stored inputs of a target. Returns the path of the file and the inputs.
///
/// # Errors
///
/// If the file cannot be read, or is not complete.
pub fn read(target: &str) -> Result<(PathBuf, Vec<Vec<u8>>), String> {
    let path = markdown::project_root().join("tests/fuzz/corpus").join(target);
    let bytes = std::fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let inputs = unpack_inputs(&bytes).map_err(|why| format!("{}: {why}", path.display()))?;
    Ok((path, inputs))
}
