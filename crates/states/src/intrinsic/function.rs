//! The names of the functions.

/// An intrinsic function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    Array,
    ArrayContains,
    ArrayGetItem,
    ArrayLength,
    ArrayPartition,
    ArrayRange,
    ArrayUnique,
    Base64Decode,
    Base64Encode,
    Format,
    Hash,
    JsonMerge,
    JsonToString,
    MathAdd,
    MathRandom,
    StringSplit,
    StringToJson,
    Uuid,
}

impl Function {
    /// All of them, with the name that follows `States.` and how many arguments each takes.
    const TABLE: [(Self, &'static str, usize, usize); 18] = [
        (Self::Array, "Array", 0, usize::MAX),
        (Self::ArrayContains, "ArrayContains", 2, 2),
        (Self::ArrayGetItem, "ArrayGetItem", 2, 2),
        (Self::ArrayLength, "ArrayLength", 1, 1),
        (Self::ArrayPartition, "ArrayPartition", 2, 2),
        (Self::ArrayRange, "ArrayRange", 3, 3),
        (Self::ArrayUnique, "ArrayUnique", 1, 1),
        (Self::Base64Decode, "Base64Decode", 1, 1),
        (Self::Base64Encode, "Base64Encode", 1, 1),
        (Self::Format, "Format", 1, usize::MAX),
        (Self::Hash, "Hash", 2, 2),
        (Self::JsonMerge, "JsonMerge", 3, 3),
        (Self::JsonToString, "JsonToString", 1, 1),
        (Self::MathAdd, "MathAdd", 2, 2),
        (Self::MathRandom, "MathRandom", 2, 3),
        (Self::StringSplit, "StringSplit", 2, 2),
        (Self::StringToJson, "StringToJson", 1, 1),
        (Self::Uuid, "UUID", 0, 0),
    ];

    pub(super) fn parse(name: &str) -> Option<Self> {
        Self::TABLE.into_iter().find(|(_, known, ..)| *known == name).map(|(function, ..)| function)
    }

    pub(super) fn takes(self, arguments: usize) -> bool {
        Self::TABLE.into_iter().any(|(function, _, least, most)| {
            function == self && (least..=most).contains(&arguments)
        })
    }

    pub(super) fn name(self) -> &'static str {
        Self::TABLE
            .into_iter()
            .find(|(function, ..)| *function == self)
            .map_or("", |(_, name, ..)| name)
    }
}
