//! Staff lists: accounts and groups as CSV.

use scn_records::{Transaction, learner_name};

use crate::pages::setup::new_recovery;
use crate::refusal::Refusal;
use crate::tables::accounts::{self, Role};
use crate::tables::{groups, identities};

/// Somebody in a staff list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Person {
    name: String,
    role: Role,
    groups: Vec<String>,
    /// The id by which the provider of the organisation recognises the person.
    openid: Option<String>,
}

/// Reads a staff list. The error says what is wrong, and in which line.
pub(crate) fn read(text: &[u8]) -> Result<Vec<Person>, String> {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let mut table = csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).from_reader(text);
    let titles = table.headers().map_err(|error| format!("The list cannot be read: {error}."))?.clone();
    let column = |title: &str| titles.iter().position(|it| it.eq_ignore_ascii_case(title));
    let Some(name) = column("name") else { return Err("The list has no column `name` in its first line.".to_owned()) };
    let (role, groups, openid) = (column("role"), column("groups"), column("openid"));
    let mut people = Vec::new();
    for row in table.records() {
        let row = row.map_err(|error| format!("The list cannot be read: {error}."))?;
        let line = row.position().map_or(0, csv::Position::line);
        let cell = |column: Option<usize>| column.and_then(|it| row.get(it)).unwrap_or_default();
        let name = learner_name(cell(Some(name))).map_err(|error| format!("Line {line}: {error}."))?;
        let role = match cell(role) {
            "" => Role::Learner,
            word => Role::from_name(&word.to_lowercase()).ok_or_else(|| {
                format!(
                    "Line {line}: `{word}` is not a role. The roles are learner, author, manager and administrator."
                )
            })?,
        };
        let groups: Vec<String> =
            cell(groups).split(';').map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned).collect();
        if groups.iter().any(|group| 100 < group.chars().count()) {
            return Err(format!("Line {line}: the name of a group has at most 100 characters."));
        }
        let openid = Some(cell(openid).to_owned()).filter(|it| !it.is_empty());
        people.push(Person { name, role, groups, openid });
    }
    Ok(people)
}

/// Adds the accounts and groups of a staff list. Returns the new accounts with their recovery
/// codes.
pub(crate) fn add(open: &mut Transaction<'_>, people: &[Person], now: i64) -> Result<Vec<(String, String)>, Refusal> {
    let mut added = Vec::new();
    for person in people {
        let account = match accounts::by_name(open, &person.name)? {
            Some(account) => account,
            None => {
                let created = accounts::create(open, &person.name, None, person.role, now)?;
                let Some(account) = created else {
                    let words = format!("There are records of “{}” without an account.", person.name);
                    return Err(Refusal::Unacceptable(words));
                };
                added.push((person.name.clone(), new_recovery(open, account.learner, now)?));
                account
            }
        };
        if let Some(subject) = &person.openid
            && !identities::list(open, subject, account.learner)?
        {
            let words = format!("`{subject}` is the `openid` of somebody else than “{}”.", person.name);
            return Err(Refusal::Unacceptable(words));
        }
        for group in &person.groups {
            let id = groups::named(open, group)?;
            groups::join(open, &id, account.learner)?;
        }
    }
    Ok(added)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by a panic")]
mod tests {
    use super::{Person, read};
    use crate::tables::accounts::Role;

    #[test]
    fn a_staff_list_has_names_roles_and_groups() {
        let person = |name: &str, role, groups: &[&str]| Person {
            name: name.to_owned(),
            role,
            groups: groups.iter().map(|it| (*it).to_owned()).collect(),
            openid: None,
        };
        let list = "\u{feff}Groups,Name,Role\nSales; Night shift,Ana,\n,\"Mokoena, Thandi\",Manager\n";
        let expected =
            [person("Ana", Role::Learner, &["Sales", "Night shift"]), person("Mokoena, Thandi", Role::Manager, &[])];
        assert_eq!(read(list.as_bytes()), Ok(expected.to_vec()));
        assert_eq!(read(b"name\nAna\n"), Ok(vec![person("Ana", Role::Learner, &[])]));
        let known = Person { openid: Some("ana@example.org".to_owned()), ..person("Ana", Role::Learner, &[]) };
        assert_eq!(read(b"name,openid\nAna,ana@example.org\n"), Ok(vec![known]));
    }

    #[test]
    fn a_fault_is_named_with_its_line() {
        assert!(read(b"").unwrap_err().contains("no column `name`"));
        assert!(read(b"name,role\nAna,boss\n").unwrap_err().starts_with("Line 2: `boss` is not a role."));
        assert!(read(b"name\nAna\n\"\"\n").unwrap_err().starts_with("Line 3: a learner's name cannot be empty"));
        assert!(read(b"name\n\xff\n").is_err());
    }
}
