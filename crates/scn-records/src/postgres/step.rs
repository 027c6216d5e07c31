//! Stores events of attempts whose earlier events the caller knows: those of many learners in one
//! statement, so that the server answers, and waits for the disk, once.

use scn_run::Part;

use super::Postgres;
use super::append::to_number;
use super::connection::Values;
use crate::StoreError;
use crate::rows::part_kind;
use crate::step::{StepAfter, StepRows};

/// Stores steps, and returns the positions of those that were stored. Rows are searched for in
/// subqueries of one row, so that an index is used whatever the server knows of the tables, and
/// `OFFSET 0` keeps it from searching for an attempt once for each use of its number.
///
/// If another process stores other events after the same ones at the same time, their numbers
/// violate the primary key, and nothing of this statement is stored.
const STORE: &str = "
    WITH given AS (
        SELECT * FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::text[], $5::bigint[], $6::text[], $7::text[],
                $8::text[], $9::text[])
            AS given (step, id, learner, account, last, kind, pack, digest, part)
    ),
    begun AS (
        INSERT INTO attempts (id, learner, pack, digest, kind, part)
        SELECT id, learner, pack, digest, kind, part FROM given
        WHERE pack IS NOT NULL AND account = (SELECT l.account FROM learners l WHERE l.number = given.learner)
        ORDER BY id ON CONFLICT (id) DO NOTHING RETURNING id, number
    ),
    known AS MATERIALIZED (
        SELECT step, begun.number FROM given JOIN begun ON begun.id = given.id WHERE pack IS NOT NULL
        UNION ALL
        SELECT step, number FROM (
            SELECT step, last, (
                SELECT a.number FROM attempts a WHERE a.id = given.id AND a.learner = given.learner AND a.kind = given.kind
                    AND given.account = (SELECT l.account FROM learners l WHERE l.number = a.learner)
            ) AS number
            FROM given WHERE pack IS NULL OFFSET 0
        ) AS found
        WHERE number IS NOT NULL AND last = (SELECT max(e.number) FROM events e WHERE e.attempt = found.number)
    ),
    stored AS (
        INSERT INTO events (attempt, number, at, event)
        SELECT known.number, further.number, further.at, further.event
        FROM known JOIN unnest($10::bigint[], $11::bigint[], $12::bigint[], $13::text[])
            AS further (step, number, at, event) ON further.step = known.step
        ORDER BY 1, 2
    ),
    placed AS (
        INSERT INTO places (attempt, number, place)
        SELECT known.number, place.number, place.name
        FROM known JOIN unnest($14::bigint[], $15::bigint[], $16::text[])
            AS place (step, number, name) ON place.step = known.step
    )
    SELECT step FROM known";

/// The values of the statement, as columns.
#[derive(Default)]
struct Columns<'s> {
    steps: Vec<i64>,
    ids: Vec<&'s str>,
    learners: Vec<i64>,
    accounts: Vec<&'s str>,
    lasts: Vec<i64>,
    kinds: Vec<&'s str>,
    packs: Vec<Option<&'s str>>,
    digests: Vec<Option<&'s str>>,
    parts: Vec<Option<&'s str>>,
    event_steps: Vec<i64>,
    event_numbers: Vec<i64>,
    times: Vec<i64>,
    events: Vec<&'s str>,
    place_steps: Vec<i64>,
    place_numbers: Vec<i64>,
    places: Vec<&'s str>,
}

impl<'s> Columns<'s> {
    fn add(&mut self, position: i64, StepRows { step, rows }: &'s StepRows<'_>) {
        let (count, begun, places): (_, Option<(&str, &str, &Part)>, &[String]) = match &step.after {
            StepAfter::Nothing { pack, places, digest, part } => (0, Some((pack, digest, part)), places),
            StepAfter::Events(count) => (to_number(*count), None, &[]),
        };
        self.steps.push(position);
        self.ids.push(&step.attempt);
        self.learners.push(step.learner);
        self.accounts.push(&step.account);
        self.lasts.push(count - 1);
        self.kinds.push(begun.map_or_else(|| part_kind(&step.events), |(_, _, part)| part.kind()));
        self.packs.push(begun.map(|(pack, _, _)| pack));
        self.digests.push(begun.map(|(_, digest, _)| digest));
        self.parts.push(begun.map(|(_, _, part)| part.id()));
        for ((at, event), number) in rows.iter().zip(count..) {
            self.event_steps.push(position);
            self.event_numbers.push(number);
            self.times.push(*at);
            self.events.push(event);
        }
        for (place, number) in places.iter().zip(0..) {
            self.place_steps.push(position);
            self.place_numbers.push(number);
            self.places.push(place);
        }
    }
}

impl Postgres {
    /// Stores steps, as [`Database::store_steps`](crate::Database::store_steps) says.
    pub(crate) fn store_steps(&mut self, steps: &[StepRows<'_>]) -> Result<Vec<bool>, StoreError> {
        let mut columns = Columns::default();
        for (step, position) in steps.iter().zip(0..) {
            columns.add(position, step);
        }
        let values: &Values<'_> = &[
            &columns.steps,
            &columns.ids,
            &columns.learners,
            &columns.accounts,
            &columns.lasts,
            &columns.kinds,
            &columns.packs,
            &columns.digests,
            &columns.parts,
            &columns.event_steps,
            &columns.event_numbers,
            &columns.times,
            &columns.events,
            &columns.place_steps,
            &columns.place_numbers,
            &columns.places,
        ];
        let mut stored = vec![false; steps.len()];
        for row in self.client.get_mut().query(STORE, values)? {
            let position = usize::try_from(row.try_get::<_, i64>(0)?).ok();
            if let Some(is_stored) = position.and_then(|position| stored.get_mut(position)) {
                *is_stored = true;
            }
        }
        Ok(stored)
    }
}
