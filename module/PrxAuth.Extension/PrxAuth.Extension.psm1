# The functions that Microsoft.PowerShell.SecretManagement looks for. This file is read at every import, also for those who never heard of
# vaults, so it holds their parameters alone; Vault.ps1 brings the functions themselves, into the scope of the one that is called.
# Only types that PowerShell knows by a short name of its own: for any other, [object] among them, it searches every assembly at import.
function Get-Secret { [CmdletBinding()] param([string] $Name, [string] $VaultName, [hashtable] $AdditionalParameters) . "$PSScriptRoot/Vault.ps1"; Get-Secret @PSBoundParameters }
function Get-SecretInfo { [CmdletBinding()] param([string] $Filter, [string] $VaultName, [hashtable] $AdditionalParameters) . "$PSScriptRoot/Vault.ps1"; Get-SecretInfo @PSBoundParameters }
function Set-Secret { [CmdletBinding()] param([string] $Name, $Secret, [string] $VaultName, [hashtable] $AdditionalParameters, [hashtable] $Metadata) . "$PSScriptRoot/Vault.ps1"; Set-Secret @PSBoundParameters }
function Remove-Secret { [CmdletBinding()] param([string] $Name, [string] $VaultName, [hashtable] $AdditionalParameters) . "$PSScriptRoot/Vault.ps1"; Remove-Secret @PSBoundParameters }
function Test-SecretVault { [CmdletBinding()] param([string] $VaultName, [hashtable] $AdditionalParameters) . "$PSScriptRoot/Vault.ps1"; Test-SecretVault @PSBoundParameters }
function Unlock-SecretVault { [CmdletBinding()] param([securestring] $Password, [string] $VaultName, [hashtable] $AdditionalParameters) . "$PSScriptRoot/Vault.ps1"; Unlock-SecretVault @PSBoundParameters }
