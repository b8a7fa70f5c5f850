using Azure.Core;
using Checkpointing.Conformance;
using Npgsql;

namespace Checkpointing.Postgres.Tests;

/// <summary>Passwords that rotate, and access tokens as passwords.</summary>
public sealed class PostgresCredentialTests
{
    private const string HostRules =
        """
        host all postgres 127.0.0.1/32 trust
        host all all      127.0.0.1/32 scram-sha-256

        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_password_is_asked_for_with_every_connection_so_that_it_may_rotate()
    {
        Checkpointing.Tests.Services.Postgres.NeededAsProgram();
        await using Checkpointing.Tests.Services.Postgres server = await Checkpointing.Tests.Services.Postgres.StartOwnAsync(
            files: new Dictionary<string, string> { ["pg_hba.conf"] = HostRules });
        await using NpgsqlDataSource superuser = NpgsqlDataSource.Create(server.ConnectionString);
        await ExecuteAsync(superuser, "CREATE ROLE orders LOGIN PASSWORD 'first-secret'; GRANT CREATE ON DATABASE postgres TO orders");
        string password = "first-secret";
        await using PostgresCheckpointStore store = new(new PostgresCheckpointStoreOptions
        {
            ConnectionString = $"Host=127.0.0.1;Port={server.EndPoint.Port};Database=postgres;Username=orders;Pooling=false",
            PasswordProvider = _ => ValueTask.FromResult(password),
        });

        (await store.ListGroupsAsync(Token)).ShouldBeEmpty();
        await ExecuteAsync(superuser, "ALTER ROLE orders PASSWORD 'second-secret'");
        CheckpointStoreException refused = await Should.ThrowAsync<CheckpointStoreException>(() => store.ListGroupsAsync(Token));
        password = "second-secret";
        (await store.ListGroupsAsync(Token)).ShouldBeEmpty();

        refused.IsTransient.ShouldBeFalse();
        refused.Message.ShouldContain("refused the credentials (28P01)");
        refused.ToString().ShouldNotContain("-secret");
    }

    [Fact]
    public async Task A_token_is_kept_until_it_ends_soon()
    {
        ManualTimeProvider clock = new();
        CountingCredential credential = new(clock);
        PostgresTokenPassword password = new(credential, clock);

        (await password.GetAsync(Token)).ShouldBe("token-1");
        clock.Advance(TimeSpan.FromMinutes(54));
        (await password.GetAsync(Token)).ShouldBe("token-1");
        clock.Advance(TimeSpan.FromMinutes(2));
        (await password.GetAsync(Token)).ShouldBe("token-2");

        credential.Scope.ShouldBe("https://ossrdbms-aad.database.windows.net/.default");
    }

    private static async Task ExecuteAsync(NpgsqlDataSource dataSource, string sql)
    {
        await using NpgsqlCommand command = dataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Token);
    }

    /// <summary>Tokens that last an hour.</summary>
    private sealed class CountingCredential(TimeProvider clock) : TokenCredential
    {
        private int _count;

        public string? Scope { get; private set; }

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Scope = requestContext.Scopes.Single();
            return new AccessToken($"token-{++_count}", clock.GetUtcNow().AddHours(1));
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            ValueTask.FromResult(GetToken(requestContext, cancellationToken));
    }
}
