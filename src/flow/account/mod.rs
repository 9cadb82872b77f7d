//! What signed-in people see and do of their own account.

pub mod applications;
