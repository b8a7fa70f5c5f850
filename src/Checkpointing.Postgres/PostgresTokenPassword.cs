using Azure.Core;

namespace Checkpointing.Postgres;

/// <summary>
/// Gives access tokens as passwords. A token is asked for when a connection is opened and the last one ends soon; there is no timer.
/// </summary>
internal sealed class PostgresTokenPassword
{
    /// <summary>The scope of Azure Database for PostgreSQL.</summary>
    public const string Scope = "https://ossrdbms-aad.database.windows.net/.default";

    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    private readonly TokenCredential _credential;
    private readonly TimeProvider _clock;
    private AccessTokenHolder? _token;

    public PostgresTokenPassword(TokenCredential credential, TimeProvider clock)
    {
        _credential = credential;
        _clock = clock;
    }

    /// <summary>A token that is valid for some minutes at least.</summary>
    public async ValueTask<string> GetAsync(CancellationToken cancellationToken)
    {
        AccessTokenHolder? held = Volatile.Read(ref _token);
        if (held is null || held.Token.ExpiresOn - Margin <= _clock.GetUtcNow())
        {
            held = new AccessTokenHolder(await _credential.GetTokenAsync(new TokenRequestContext([Scope]), cancellationToken).ConfigureAwait(false));
            Volatile.Write(ref _token, held);
        }

        return held.Token.Token;
    }

    private sealed record AccessTokenHolder(AccessToken Token);
}
