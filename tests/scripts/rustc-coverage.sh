#!/bin/sh
# For RUSTC_WORKSPACE_WRAPPER: cargo passes it only this package's own compilations.
case " $* " in
*' --crate-name build_script_'*) exec "$@" ;;
*' --crate-name '*) exec "$@" -C instrument-coverage ;;
*) exec "$@" ;;
esac
