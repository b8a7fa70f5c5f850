namespace Compare.Contest;

/// <summary>Who is measured.</summary>
internal static class Roles
{
    /// <summary>A store of this repository.</summary>
    public const string Store = "store";

    /// <summary>The bare driver's cheapest equivalent.</summary>
    public const string Driver = "driver";

    /// <summary>Microsoft's algorithm on blobs.</summary>
    public const string Rival = "rival";
}
