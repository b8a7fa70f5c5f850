namespace Checkpointing.Cli.Verbs.Provisioning;

/// <summary>What was provisioned.</summary>
/// <param name="Store">The store's name.</param>
/// <param name="Created">Whether it was created (or there already); false if it was only printed.</param>
/// <param name="Definition">What creates it; null unless it was asked for.</param>
internal sealed record ProvisionReport(string Store, bool Created, string? Definition);
