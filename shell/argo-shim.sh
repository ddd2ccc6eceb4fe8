# shellcheck shell=dash
# Functions around argo-shim for bash, zsh, dash and other POSIX shells; argo-shim.fish has the same for fish.
#
#   bash, zsh:     eval "$(argo-shim shell-init zsh)"     loads them with completion
#   other shells:  . /path/to/argo-shim.sh                loads them from this file
#
# dash, and bash when it is called sh, refuse a hyphen in a function's name. There the names have underscores instead, as in
# refresh_argo_token; bash and zsh know both forms. No function prints a token, ends a process by its name, or needs Python.

# People give the arguments, and the functions below call one another without any.
# shellcheck disable=SC2119,SC2120

: "${ARGO_SHIM_PROGRAM:=argo-shim}"

# Puts the shim's address and the token that is good now into the variables that clients read.
refresh_argo_token() {
    # A shell that shows each command (set -x) would show the token.
    case $- in *x*) _argo_shim_trace=-x ;; *) _argo_shim_trace=+x ;; esac
    set +x
    _argo_shim_status=0
    _argo_shim_text=$("$ARGO_SHIM_PROGRAM" env --shell sh "$@") || _argo_shim_status=$?
    [ "$_argo_shim_status" != 0 ] || eval "$_argo_shim_text"
    unset _argo_shim_text
    set "$_argo_shim_trace"
    return "$_argo_shim_status"
}

# Puts a token for ALCF's inference endpoints into ALCF_INFERENCE_TOKEN. ALCF's own helper makes it.
alcf_inference_token() {
    case $- in *x*) _argo_shim_trace=-x ;; *) _argo_shim_trace=+x ;; esac
    set +x
    _argo_shim_status=0
    _argo_shim_text=$("$ARGO_SHIM_PROGRAM" alcf-token "$@") || _argo_shim_status=$?
    case $_argo_shim_status:$_argo_shim_text in
    0: | 0:*[!A-Za-z0-9._~+/=-]*)
        echo "ALCF's helper did not print a token." >&2
        _argo_shim_status=1
        ;;
    0:*) export ALCF_INFERENCE_TOKEN="$_argo_shim_text" ;;
    esac
    unset _argo_shim_text
    set "$_argo_shim_trace"
    return "$_argo_shim_status"
}

# rosetta-gateway start|stop|status|restart: the llm-rosetta gateway, by its process and not by its name.
rosetta_gateway() {
    "$ARGO_SHIM_PROGRAM" rosetta "$@"
}

rosetta_gateway_restart() {
    rosetta_gateway restart "$@"
}

# route-claude-through-rosetta [URL]: makes claude, in this shell alone, talk to a gateway instead of the shim.
#
# Claude Code's settings win over variables of the shell, and a running shim keeps them; options win over the settings.
route_claude_through_rosetta() {
    if [ -z "${ARGO_SHIM_CLAUDE_SETTINGS:-}" ]; then
        case $(command -v claude || :) in
        alias* | claude)
            echo "claude is an alias or a function in this shell; remove it first (unalias claude, unset -f claude)." >&2
            return 1
            ;;
        esac
    fi
    _argo_shim_text=$("$ARGO_SHIM_PROGRAM" claude-route "$@") || return
    ARGO_SHIM_CLAUDE_SETTINGS=$_argo_shim_text
    unset _argo_shim_text
    # A key of the shell's would be sent in place of the gateway's.
    eval 'claude() {
        command env -u ANTHROPIC_API_KEY -u ANTHROPIC_AUTH_TOKEN -u ANTHROPIC_BASE_URL \
            claude --settings "$ARGO_SHIM_CLAUDE_SETTINGS" "$@"
    }'
}

# Makes claude use its settings again, which the shim writes.
route_claude_through_shim() {
    [ -n "${ARGO_SHIM_CLAUDE_SETTINGS:-}" ] || return 0
    unset ARGO_SHIM_CLAUDE_SETTINGS
    unset -f claude
}

# argo-rosetta-sync [--with-inference]: current tokens into this shell and the gateway's configuration, the gateway started
# anew, and claude sent through it. The first step that fails ends it.
argo_rosetta_sync() {
    case ${1-}:$# in
    --with-inference:1) alcf_inference_token || return ;;
    :0) ;;
    *)
        echo "usage: argo-rosetta-sync [--with-inference]" >&2
        return 2
        ;;
    esac
    refresh_argo_token || return
    "$ARGO_SHIM_PROGRAM" configure llm-rosetta || return
    rosetta_gateway restart || return
    route_claude_through_rosetta
}

if [ -n "${BASH_VERSION-}${ZSH_VERSION-}" ]; then
    # shellcheck disable=SC3028  # only bash has it
    case :${SHELLOPTS-}: in
    *:posix:*) ;;
    *)
        # Other shells would not even read these lines, were they not in quotes.
        eval 'refresh-argo-token() { refresh_argo_token "$@"; }
            alcf-inference-token() { alcf_inference_token "$@"; }
            rosetta-gateway() { rosetta_gateway "$@"; }
            rosetta-gateway-restart() { rosetta_gateway_restart "$@"; }
            route-claude-through-rosetta() { route_claude_through_rosetta "$@"; }
            route-claude-through-shim() { route_claude_through_shim "$@"; }
            argo-rosetta-sync() { argo_rosetta_sync "$@"; }'
        ;;
    esac
fi
