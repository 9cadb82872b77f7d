//! A guard for resource servers: the half of the library that an API needs to check access tokens, usable without the
//! provider.
