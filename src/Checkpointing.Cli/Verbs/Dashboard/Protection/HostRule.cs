using System.Net;
using Microsoft.AspNetCore.Http;

namespace Checkpointing.Cli.Verbs.Dashboard.Protection;

/// <summary>
/// By which names the page may be asked for. A foreign page can have its own name resolve to this machine (DNS rebinding), and would then count as the same
/// origin: so only loopback addresses, <c>localhost</c> and names that were chosen here are accepted. The port is free, as it differs behind a tunnel.
/// </summary>
/// <param name="names">Names and addresses besides: that of the printed address, and those that were given.</param>
internal sealed class HostRule(IReadOnlyList<string> names)
{
    private const string Localhost = "localhost";

    /// <summary>Whether a <c>Host</c> header is acceptable.</summary>
    public bool Allows(HostString host)
    {
        if (!host.HasValue)
        {
            return false;
        }

        string name = host.Host;
        return (IPAddress.TryParse(name.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address))
            || name.Equals(Localhost, StringComparison.OrdinalIgnoreCase)
            || names.Contains(name, StringComparer.OrdinalIgnoreCase);
    }
}
