namespace Checkpointing.Postgres.Tests;

/// <summary>A server on the same machine, reached by a path in place of a host.</summary>
public sealed class PostgresSocketTests
{
    [Fact]
    public async Task A_server_is_reached_by_its_unix_socket()
    {
        Checkpointing.Tests.Services.Postgres.NeededAsProgram();
        CancellationToken token = TestContext.Current.CancellationToken;
        DirectoryInfo folder = Directory.CreateTempSubdirectory("checkpointing-socket-");
        try
        {
            if (!OperatingSystem.IsWindows())
            {
                // The server may run as another user.
                File.SetUnixFileMode(folder.FullName, (UnixFileMode)0b111_111_111);
            }

            await using Checkpointing.Tests.Services.Postgres server =
                await Checkpointing.Tests.Services.Postgres.StartOwnAsync([$"unix_socket_directories={folder.FullName}"]);
            await using PostgresCheckpointStore store = new(
                $"Host={folder.FullName};Port={server.EndPoint.Port};Username={Checkpointing.Tests.Services.Postgres.Superuser};Database=postgres");

            await store.ProvisionAsync(token);

            (await store.ListGroupsAsync(token)).ShouldBeEmpty();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
