using System.Reflection;

namespace Checkpointing.Sqlite;

/// <summary>The SQL of this assembly, one embedded file for each intention (folder Schema).</summary>
internal static class Statements
{
    public static readonly string CreateSchema = Load("create-schema");
    public static readonly string ListOwnership = Load("list-ownership");
    public static readonly string ClaimFirst = Load("claim-first");
    public static readonly string ClaimByVersion = LoadWithSoundness("claim-by-version");
    public static readonly string IsClaimLost = LoadWithSoundness("is-claim-lost");
    public static readonly string ClaimOwnership = Load("claim-ownership");
    public static readonly string RequestOwnership = Load("request-ownership");
    public static readonly string ExplainLosses = Load("explain-losses");
    public static readonly string ReadCheckpoint = Load("read-checkpoint");
    public static readonly string ListCheckpoints = Load("list-checkpoints");
    public static readonly string Lock = Load("lock");
    public static readonly string AdvanceCheckpoint = Load("advance-checkpoint");
    public static readonly string FirstCheckpoint = Load("first-checkpoint");
    public static readonly string ExplainRefusals = Load("explain-refusals");
    public static readonly string ReadBeforeRewind = Load("read-before-rewind");
    public static readonly string Rewind = Load("rewind");
    public static readonly string DeleteGroup = Load("delete-group");
    public static readonly string ListGroups = Load("list-groups");

    private static string LoadWithSoundness(string name) => Load(name).Replace("{sound}", Load("sound-ownership"), StringComparison.Ordinal);

    private static string Load(string name)
    {
        string resource = $"Checkpointing.Sqlite.Schema.{name}.sql";
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The assembly lacks its resource {resource}.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
