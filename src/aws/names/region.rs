//! Names of Regions: their form, and slips in them.

use crate::framework::diagnostics::shown;

/// A text in the place of a Region's name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RegionName<'a>(pub(crate) &'a str);

/// The Regions of all partitions as AWS's tools list them in November 2026.
const REGIONS: &str = "
    af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2
    ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6
    ap-southeast-7 ca-central-1 ca-west-1 eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2
    eu-west-1 eu-west-2 eu-west-3 il-central-1 me-central-1 me-south-1 mx-central-1 sa-east-1
    us-east-1 us-east-2 us-west-1 us-west-2 cn-north-1 cn-northwest-1 us-gov-east-1 us-gov-west-1
    eusc-de-east-1 us-iso-east-1 us-iso-west-1 us-isob-east-1 us-isob-west-1 eu-isoe-west-1
    us-isof-east-1 us-isof-south-1
";

/// The names by which AWS's console shows Regions.
const CITIES: [(&str, &str); 24] = [
    ("bahrain", "me-south-1"),
    ("beijing", "cn-north-1"),
    ("california", "us-west-1"),
    ("cape-town", "af-south-1"),
    ("dublin", "eu-west-1"),
    ("frankfurt", "eu-central-1"),
    ("hyderabad", "ap-south-2"),
    ("ireland", "eu-west-1"),
    ("jakarta", "ap-southeast-3"),
    ("london", "eu-west-2"),
    ("milan", "eu-south-1"),
    ("montreal", "ca-central-1"),
    ("mumbai", "ap-south-1"),
    ("ohio", "us-east-2"),
    ("oregon", "us-west-2"),
    ("paris", "eu-west-3"),
    ("seoul", "ap-northeast-2"),
    ("singapore", "ap-southeast-1"),
    ("spain", "eu-south-2"),
    ("stockholm", "eu-north-1"),
    ("sydney", "ap-southeast-2"),
    ("tokyo", "ap-northeast-1"),
    ("virginia", "us-east-1"),
    ("zurich", "eu-central-2"),
];

// === impl RegionName ===

impl RegionName<'_> {
    /// Whether it has the form of one: words, and a number at the end.
    pub(crate) fn is_plausible(self) -> bool {
        let parts: Vec<&str> = self.0.split('-').collect();
        let word = |it: &&str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_lowercase());
        parts.len() >= 3
            && parts[..parts.len() - 1].iter().all(word)
            && !parts[parts.len() - 1].is_empty()
            && parts[parts.len() - 1].bytes().all(|it| it.is_ascii_digit())
    }

    /// Whether it is in one of the partitions that are cut off from all others, and get what is new late.
    pub(crate) fn is_isolated(self) -> bool {
        let second = self.0.split('-').nth(1);
        second.is_some_and(|it| it.starts_with("iso"))
    }

    /// The partition of a Region that is in the list: what ARNs of it have after `arn:`.
    pub(crate) fn partition(self) -> Option<&'static str> {
        const OTHERS: [(&str, &str); 7] = [
            ("cn-", "aws-cn"),
            ("us-gov-", "aws-us-gov"),
            ("eusc-", "aws-eusc"),
            ("us-iso-", "aws-iso"),
            ("us-isob-", "aws-iso-b"),
            ("eu-isoe-", "aws-iso-e"),
            ("us-isof-", "aws-iso-f"),
        ];
        let other = OTHERS.iter().find(|(begins, _)| self.0.starts_with(begins));
        self.is_known()
            .then(|| other.map_or("aws", |(_, partition)| partition))
    }

    /// Whether it is in the list.
    pub(crate) fn is_known(self) -> bool {
        REGIONS.split_whitespace().any(|it| it == self.0)
    }

    /// The Region of the list that may be meant by a name that is not in it.
    pub(crate) fn near(self) -> Option<&'static str> {
        // A text much longer than any name is no slip.
        if self.is_known() || self.0.len() > 40 {
            return None;
        }
        let city = self.0.to_ascii_lowercase();
        if let Some((_, region)) = CITIES.iter().find(|(name, _)| *name == city) {
            return Some(region);
        }
        REGIONS.split_whitespace().find(|it| slips(it, self.0) <= 2)
    }

    /// All Regions of its partition that are in the list; itself alone if it is not.
    pub(crate) fn siblings(self) -> Vec<String> {
        let Some(partition) = self.partition() else {
            return vec![self.0.to_owned()];
        };
        let names = REGIONS.split_whitespace();
        let same = names.filter(|it| RegionName(it).partition() == Some(partition));
        same.map(str::to_owned).collect()
    }

    /// The warning for a name that is not in the list: it may be a new Region, or a slip.
    pub(crate) fn doubt(self) -> Option<String> {
        if self.is_known() {
            return None;
        }
        let near = self.near();
        let hint = near.map_or_else(String::new, |it| format!(" Did you mean \"{it}\"?"));
        Some(format!(
            "This version of the provider does not know the Region \"{}\".{hint} If it is a new Region, \
             set skip_region_validation = true to silence this warning.",
            shown(self.0)
        ))
    }
}

/// How many letters have to be put in, left out or changed to make `b` of `a`.
fn slips(a: &str, b: &str) -> usize {
    let b: Vec<u8> = b.bytes().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (at, letter) in a.bytes().enumerate() {
        let mut corner = row[0];
        row[0] = at + 1;
        for (index, other) in b.iter().enumerate() {
            let changed = corner + usize::from(letter != *other);
            corner = row[index + 1];
            row[index + 1] = changed.min(corner + 1).min(row[index] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_no_availability_zone() {
        for name in [
            "eu-west-1",
            "us-gov-east-1",
            "eusc-de-east-1",
            "ap-southeast-12",
        ] {
            assert!(RegionName(name).is_plausible(), "{name}");
        }
        for name in [
            "",
            "eu-west-1a",
            "eu-west",
            "EU-WEST-1",
            "eu west 1",
            "-1",
            "eu--1",
            "a-b-",
        ] {
            assert!(!RegionName(name).is_plausible(), "{name}");
        }
    }

    #[test]
    fn the_isolated_partitions_are_known_by_their_regions() {
        let isolated = REGIONS.split_whitespace();
        let isolated = isolated.filter(|it| RegionName(it).is_isolated());
        assert_eq!(isolated.count(), 7);
        assert!(!RegionName("us-gov-east-1").is_isolated());
    }

    #[test]
    fn a_region_tells_its_partition_if_it_is_known() {
        for (region, partition) in [
            ("eu-west-1", Some("aws")),
            ("us-west-2", Some("aws")),
            ("cn-north-1", Some("aws-cn")),
            ("us-gov-east-1", Some("aws-us-gov")),
            ("us-isob-east-1", Some("aws-iso-b")),
            ("eusc-de-east-1", Some("aws-eusc")),
            ("local-1", None),
        ] {
            assert_eq!(RegionName(region).partition(), partition, "{region}");
        }
    }

    #[test]
    fn a_slip_in_a_name_is_noticed_and_a_new_region_is_only_doubted() {
        assert_eq!(RegionName("eu-west-1").doubt(), None);
        let slip = RegionName("eu-wset-1").doubt().unwrap();
        assert!(slip.contains("Did you mean \"eu-west-1\"?"), "{slip}");
        let new = RegionName("antarctica-south-1").doubt().unwrap();
        assert!(!new.contains("Did you mean"), "{new}");
    }

    #[test]
    fn a_city_leads_to_its_region() {
        assert_eq!(RegionName("frankfurt").near(), Some("eu-central-1"));
        assert_eq!(RegionName("Ohio").near(), Some("us-east-2"));
        assert_eq!(RegionName("nowhere").near(), None);
        for (_, region) in CITIES {
            assert!(RegionName(region).is_known(), "{region}");
        }
    }

    #[test]
    fn slips_are_counted_letter_by_letter() {
        for (a, b, expected) in [
            ("", "", 0),
            ("abc", "abc", 0),
            ("abc", "acb", 2),
            ("abc", "", 3),
            ("", "ab", 2),
            ("kitten", "sitting", 3),
        ] {
            assert_eq!(slips(a, b), expected, "{a} {b}");
        }
    }
}
