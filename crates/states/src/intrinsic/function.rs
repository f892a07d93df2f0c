//! The names of the functions.

/// Declares the functions, each in one row: the name that follows `States.`, and how many arguments
/// it takes.
macro_rules! functions {
    ($($function:ident $name:literal $least:literal..=$most:expr;)*) => {
        /// An intrinsic function.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Function {
            $($function,)*
        }

        impl Function {
            pub(super) fn parse(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$function),)*
                    _ => None,
                }
            }

            pub(super) fn takes(self, arguments: usize) -> bool {
                match self {
                    $(Self::$function => ($least..=$most).contains(&arguments),)*
                }
            }

            pub(super) fn name(self) -> &'static str {
                match self {
                    $(Self::$function => $name,)*
                }
            }
        }
    };
}

functions! {
    Array "Array" 0..=usize::MAX;
    ArrayContains "ArrayContains" 2..=2;
    ArrayGetItem "ArrayGetItem" 2..=2;
    ArrayLength "ArrayLength" 1..=1;
    ArrayPartition "ArrayPartition" 2..=2;
    ArrayRange "ArrayRange" 3..=3;
    ArrayUnique "ArrayUnique" 1..=1;
    Base64Decode "Base64Decode" 1..=1;
    Base64Encode "Base64Encode" 1..=1;
    Format "Format" 1..=usize::MAX;
    Hash "Hash" 2..=2;
    JsonMerge "JsonMerge" 3..=3;
    JsonToString "JsonToString" 1..=1;
    MathAdd "MathAdd" 2..=2;
    MathRandom "MathRandom" 2..=3;
    StringSplit "StringSplit" 2..=2;
    StringToJson "StringToJson" 1..=1;
    Uuid "UUID" 0..=0;
}
