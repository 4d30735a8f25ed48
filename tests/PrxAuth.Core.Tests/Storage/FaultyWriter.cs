using PrxAuth.Core.Storage.Files;

namespace PrxAuth.Core.Tests.Storage;

public enum WriteStep
{
    CreateTemporary,
    WriteBytes,
    FlushFile,
    Replace,
    FlushDirectory,
}

/// <summary>Writes as the real one does, up to the step that is told to fail.</summary>
internal sealed class FaultyWriter : DurableWriter
{
    private WriteStep? _step;
    private Exception? _fault;

    internal void Fail(WriteStep step, Exception fault) => (_step, _fault) = (step, fault);

    internal void Heal() => _step = null;

    protected override FileStream CreateTemporary(string path)
    {
        FailAt(WriteStep.CreateTemporary);
        return base.CreateTemporary(path);
    }

    protected override void WriteBytes(FileStream stream, ReadOnlySpan<byte> content)
    {
        base.WriteBytes(stream, content[..(content.Length / 2)]);
        FailAt(WriteStep.WriteBytes);
        base.WriteBytes(stream, content[(content.Length / 2)..]);
    }

    protected override void FlushFile(FileStream stream)
    {
        FailAt(WriteStep.FlushFile);
        base.FlushFile(stream);
    }

    protected override void Replace(string temporary, string path)
    {
        FailAt(WriteStep.Replace);
        base.Replace(temporary, path);
    }

    protected override void FlushDirectory(string path)
    {
        FailAt(WriteStep.FlushDirectory);
        base.FlushDirectory(path);
    }

    private void FailAt(WriteStep step)
    {
        if (_step == step)
        {
            throw _fault!;
        }
    }
}

/// <summary>Writes to the device that is always full, so that the error is the kernel's own.</summary>
internal sealed class FullDiskWriter : DurableWriter
{
    protected override FileStream CreateTemporary(string path) =>
        new("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
}
