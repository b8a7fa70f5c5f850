using System.CommandLine;
using Checkpointing.Cli.CommandLine;

namespace Checkpointing.Cli.Verbs.Completing;

/// <summary><c>completion</c>: a script for the shell.</summary>
internal sealed class CompletionVerb : Verb
{
    private readonly Argument<string> _shell = new("shell") { Description = "bash, zsh, fish or pwsh." };

    public CompletionVerb(SharedOptions shared)
        : base(
            "completion",
            "Prints the script by which a shell completes verbs and options of this tool.",
            shared,
            "source <(checkpoints completion bash)                  # in ~/.bashrc",
            "source <(checkpoints completion zsh)                   # in ~/.zshrc",
            "checkpoints completion fish | source                   # in ~/.config/fish/config.fish",
            "checkpoints completion pwsh | Out-String | Invoke-Expression")
    {
        _shell.AcceptOnlyFromAmong("bash", "zsh", "fish", "pwsh");
        Arguments.Add(_shell);
    }

    /// <inheritdoc/>
    public override Task<int> RunAsync(VerbContext context, CancellationToken cancellationToken)
    {
        context.Screen.WriteLine(context.Arguments.GetRequiredValue(_shell) switch
        {
            "bash" => """
                _checkpoints() {
                  local IFS=$'\n'
                  COMPREPLY=($(compgen -W "$(checkpoints "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
                }
                complete -o default -F _checkpoints checkpoints
                """,
            "zsh" => """
                _checkpoints() {
                  local -a found
                  found=("${(@f)$(checkpoints "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
                  compadd -a found
                }
                compdef _checkpoints checkpoints
                """,
            "fish" => """
                complete -f -c checkpoints -a '(checkpoints "[suggest:"(commandline -C)"]" (commandline -cp) 2>/dev/null)'
                """,
            _ => """
                Register-ArgumentCompleter -Native -CommandName checkpoints -ScriptBlock {
                  param($word, $line, $position)
                  checkpoints "[suggest:$position]" "$line" 2>$null | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
                }
                """,
        });
        return Task.FromResult(ExitCode.Ok);
    }
}
