using System.CommandLine;
using System.Text.Json.Serialization.Metadata;
using Checkpointing.Cli.Settings;
using Checkpointing.Cli.Terminal;

namespace Checkpointing.Cli.CommandLine;

/// <summary>What a verb works with: its arguments, the settings, the store that they name, and the screen.</summary>
internal sealed class VerbContext : IAsyncDisposable
{
    /// <summary>How long the end of a command waits for connections to be closed. One that hangs ends with the process, and who pressed Ctrl-C should not wait for its time limits.</summary>
    private static readonly TimeSpan ClosingLimit = TimeSpan.FromSeconds(2);

    private readonly List<StoreSession> _opened = [];

    public VerbContext(SharedOptions shared, ParseResult arguments, Screen screen)
    {
        Shared = shared;
        Arguments = arguments;
        Screen = screen;
        Settings = ToolSettings.Read(arguments.GetValue(shared.Config) ?? [], arguments.GetValue(shared.Set) ?? [], arguments.GetValue(shared.Store));
        if (arguments.CommandResult.Command.Options.Contains(shared.Group))
        {
            Choice = GroupChoice.Of(
                arguments.GetValue(shared.Namespace), arguments.GetValue(shared.Hub), arguments.GetValue(shared.Group), arguments.GetValue(shared.Processor));
        }
    }

    /// <summary>The options that verbs share.</summary>
    public SharedOptions Shared { get; }

    /// <summary>What was typed.</summary>
    public ParseResult Arguments { get; }

    /// <summary>Where answers go.</summary>
    public Screen Screen { get; }

    /// <summary>The settings.</summary>
    public ToolSettings Settings { get; }

    /// <summary>The group that was named on the command line, as far as it was.</summary>
    public GroupChoice Choice { get; } = GroupChoice.Nothing;

    /// <summary>Whether all of an error is to be shown.</summary>
    public bool IsVerbose => Arguments.GetValue(Shared.Verbose);

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; } = TimeProvider.System;

    /// <summary>The value of an option.</summary>
    public T? Get<T>(Option<T> option) => Arguments.GetValue(option);

    /// <summary>Opens the store that the settings name; it is closed with this object.</summary>
    public StoreSession OpenStore() => OpenStore(Settings);

    /// <summary>Opens the store that other settings name; it is closed with this object.</summary>
    public StoreSession OpenStore(ToolSettings settings)
    {
        StoreSession session = StoreSession.Open(settings, Screen, IsVerbose);
        _opened.Add(session);
        return session;
    }

    /// <summary>A failure of the one store that is open, as that store's; null where there are several, each of which tells its own.</summary>
    public CliException? Explain(CheckpointStoreException failure) => _opened is [var only] ? only.Explain(failure) : null;

    /// <summary>The group that is meant: as typed, as the processor has it, or the only one that the store knows.</summary>
    public Task<ConsumerGroup> FindGroupAsync(StoreSession store, CancellationToken cancellationToken) =>
        GroupFinder.FindAsync(Settings, Choice, store, cancellationToken);

    /// <summary>Opens the event hub of the group.</summary>
    public HubSession OpenHub() => HubSession.Open(Settings, Choice);

    /// <summary>After how long without a renewal an owner counts as gone.</summary>
    public TimeSpan OwnerExpiration() => Get(Shared.Expiration) ?? Settings.OwnershipExpiration(Choice);

    /// <summary>Tells the outcome: as JSON, or as people read it.</summary>
    public void Show<TReport>(TReport report, JsonTypeInfo<TReport> json, Action<TReport, Screen> print)
    {
        if (Screen.IsJson)
        {
            Screen.WriteJson(report, json);
        }
        else
        {
            print(report, Screen);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await Task.WhenAll(_opened.Select(session => Task.Run(() => session.DisposeAsync().AsTask()))).WaitAsync(ClosingLimit, Clock).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Nothing is written when a store is closed.
        }
    }
}
