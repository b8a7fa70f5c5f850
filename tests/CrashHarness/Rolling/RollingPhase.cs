namespace CrashHarness.Rolling;

/// <summary>What happens to the processors.</summary>
internal enum RollingPhase
{
    /// <summary>Each is replaced in turn.</summary>
    Deployment,

    /// <summary>Half of them leave.</summary>
    ScaleIn,

    /// <summary>As many as have left join.</summary>
    ScaleOut,

    /// <summary>Half of them leave again.</summary>
    ScaleInAgain,

    /// <summary>One is killed.</summary>
    Crash,
}
