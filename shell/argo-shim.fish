# Functions around argo-shim for fish; argo-shim.sh has the same for bash, zsh and dash.
#
#   argo-shim shell-init fish | source      loads them with completion
#   source /path/to/argo-shim.fish          loads them from this file
#
# No function prints a token, ends a process by its name, or needs Python.

set -q ARGO_SHIM_PROGRAM; or set -g ARGO_SHIM_PROGRAM argo-shim

function refresh-argo-token --description "Set the variables that clients read to the shim's address and current token"
    # A fish that shows each command would show the token.
    set -l fish_trace
    $ARGO_SHIM_PROGRAM env --shell fish $argv | source
    return $pipestatus[1]
end

function alcf-inference-token --description "Set ALCF_INFERENCE_TOKEN to a token for ALCF's inference endpoints"
    set -l fish_trace
    set -l token ($ARGO_SHIM_PROGRAM alcf-token $argv)
    or return
    if not string match -qr '^[A-Za-z0-9._~+/=-]+$' -- "$token"
        echo "ALCF's helper did not print a token." >&2
        return 1
    end
    set -gx ALCF_INFERENCE_TOKEN $token
end

function rosetta-gateway --description "Start, stop or inspect the llm-rosetta gateway"
    $ARGO_SHIM_PROGRAM rosetta $argv
end

function rosetta-gateway-restart --description "Restart the llm-rosetta gateway"
    rosetta-gateway restart $argv
end

# Claude Code's settings win over variables of the shell, and a running shim keeps them; options win over the settings.
function route-claude-through-rosetta --description "Make claude in this shell use a gateway instead of the shim"
    if not set -q ARGO_SHIM_CLAUDE_SETTINGS; and functions -q claude
        echo "claude is a function or an alias in this shell; remove it first (functions -e claude)." >&2
        return 1
    end
    set -l settings ($ARGO_SHIM_PROGRAM claude-route $argv)
    or return
    set -g ARGO_SHIM_CLAUDE_SETTINGS $settings
    # A key of the shell's would be sent in place of the gateway's.
    function claude
        command env -u ANTHROPIC_API_KEY -u ANTHROPIC_AUTH_TOKEN -u ANTHROPIC_BASE_URL \
            claude --settings $ARGO_SHIM_CLAUDE_SETTINGS $argv
    end
end

function route-claude-through-shim --description "Make claude in this shell use the shim again"
    set -q ARGO_SHIM_CLAUDE_SETTINGS; or return 0
    set -e ARGO_SHIM_CLAUDE_SETTINGS
    functions -e claude
end

# The first step that fails ends it.
function argo-rosetta-sync --description "Update tokens, the llm-rosetta gateway and claude; --with-inference adds ALCF's token"
    switch "$argv"
        case ""
        case --with-inference
            alcf-inference-token; or return
        case "*"
            echo "usage: argo-rosetta-sync [--with-inference]" >&2
            return 2
    end
    refresh-argo-token; or return
    $ARGO_SHIM_PROGRAM configure llm-rosetta; or return
    rosetta-gateway restart; or return
    route-claude-through-rosetta
end
