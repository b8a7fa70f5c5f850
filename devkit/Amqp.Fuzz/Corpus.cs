using System.Security.Cryptography;

namespace Devkit.Amqp.Fuzz;

/// <summary>The inputs that are kept: a folder per target, a file per input.</summary>
internal sealed class Corpus
{
    private readonly string _folder;

    public Corpus(string folder) => _folder = folder;

    /// <summary>The folder beside the project, or below the working folder if the program was moved.</summary>
    public static string DefaultFolder()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "Corpus");
            if (Directory.Exists(candidate) && File.Exists(Path.Combine(folder.FullName, "Amqp.Fuzz.csproj")))
            {
                return candidate;
            }
        }

        return Path.GetFullPath("Corpus");
    }

    /// <summary>The inputs of a target, always in the same order.</summary>
    /// <exception cref="DirectoryNotFoundException">The corpus has no folder for that target.</exception>
    public IReadOnlyList<byte[]> Load(string target) =>
        [.. Directory.GetFiles(Path.Combine(_folder, target), "*.bin").Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];

    /// <summary>Keeps an input that something was found with.</summary>
    /// <returns>The path of the file.</returns>
    public string Keep(string target, byte[] input)
    {
        string path = Path.Combine(_folder, target, $"found-{Convert.ToHexStringLower(SHA256.HashData(input).AsSpan(0, 6))}.bin");
        File.WriteAllBytes(path, input);
        return path;
    }
}
